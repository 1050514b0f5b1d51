"""Impact: what a change of rules, or several rulebooks side by side, would do to whom, before anybody adopts one."""
