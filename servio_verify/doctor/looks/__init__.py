"""The steps of an examination, one subject each; none decides for another."""
