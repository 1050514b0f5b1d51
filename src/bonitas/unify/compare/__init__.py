"""What several rulebooks do with the same conduct."""
