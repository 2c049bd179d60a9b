"""The printed booklet: what its pages show, the PDF, and where it is offered."""
