"""Configuration: the dotenv file and the task's variables, held against what an environment expects of them."""
