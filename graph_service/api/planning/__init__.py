"""From what a request selects to a plan, and from the rows of the plan to the form that was asked for."""
