"""One rulebook from several: a policy chooses, and every clause names where it comes from."""
