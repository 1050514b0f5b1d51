"""The threats that the design names, each as somebody would try it: with the commands, or around them."""
