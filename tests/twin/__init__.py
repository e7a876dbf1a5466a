"""The slow twin: the whole calendar once more, as plain Python objects and ordinary loops.

It shares with the engine what one agent does (the functions of `simulation.rules`, as plain Python) and the draws, and
nothing else: founding, loops, matching, markets, settlement, beliefs, sums and outputs are written anew, from the text
of the model and in another shape (references instead of rows, sorted lists instead of cursors, rounds of proposals
instead of one at a time). Where both agree to the last bit, what they share is one agent's behaviour, which tests of
the rules look at, and the order in which money is added up, which is part of the contract: enterprises, schools and
students in the order of their rows.

    world       the calendar, founding, and the tables of the engine filled from the objects
    city        a region: environment, entry of students, places
    founding    the start of a city
    enterprise  one object per enterprise        school      one object per school, programme and student
    labour      the labour market in spring       treasury    who is paid, and what is left
    outputs     every metric from its definition  mesa_twin   the same objects as registered agents of a Mesa model
"""

from .world import World

__all__ = ["World"]
