"""One module for each group of commands: what may be asked, with help and checks. The work is the library's."""
