"""Activities: tasks, notes, meetings, calls and letters on the timeline, and the calendar."""
