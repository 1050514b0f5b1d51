"""One job, done by Bonitas and by its peers in one run, with equal answers or none."""
