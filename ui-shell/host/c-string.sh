#!/bin/sh
# A text file as a string of C, on standard output. Question marks are escaped because of trigraphs.
exec sed -e 's/[\\"?]/\\&/g' -e 's/.*/"&\\n"/' "$1"
