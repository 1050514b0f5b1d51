"""The lab: real and made-up people to try rulebooks on, and what is measured there."""
