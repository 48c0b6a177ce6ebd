"""Activities: tasks and notes on the timeline."""
