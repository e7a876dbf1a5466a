"""The command ``doctor``: whether this installation can do what it is installed for.

command      its options
checks       what is looked at on this machine, one function each
libraries    what is installed, against what the package asks for
words        what it says, in English and 中文
"""

PACKAGE = "industry-education-consortium"
"""The name under which pip knows this program."""
