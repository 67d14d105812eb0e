"""What the program costs and how well it reads: commands that print figures, with the number of items behind each."""
