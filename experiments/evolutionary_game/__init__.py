"""The theory beside the model: evolutionary games of government, schools and enterprises, and where they part.

    game = REFERENCE.game()                      # `reference_games`: three-party, coordination, platform
    stable = [v for v in vertices(game) if v.stable]
    path = trajectory(game, (0.5, 0.5, 0.5), times)

`mapping` derives the payoffs of the game that is nearest to a scenario, `side_by_side` sets it beside the full model.
"""
