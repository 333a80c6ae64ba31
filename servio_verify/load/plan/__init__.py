"""The plan of a load run: profiles, stages, journeys, the grammar of gates."""
