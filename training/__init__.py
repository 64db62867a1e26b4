"""Train and judge the small extractive reader."""
