"""Words of reports, in English and 中文. A text goes where its place on the page says:

answer_words   the first pages: recommendation, trade-off, ranked table, matrix of effects, robustness; the workbook
words          head, question and answer in short; what was compared, figures, effects, outcomes, ranking
ensemble_words effects in many parameter sets
prose          the last sections: how sure it is, what it rests on, what it is not for, how to repeat it
glossary       what terms mean, beside a word and in the list at the end
sweep_words    the page of a sweep
"""
