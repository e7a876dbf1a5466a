"""A page for the class and the policy desk: a small server and the static page that it serves.

`app` puts the application together; `guard` refuses what is not meant for it; `requests` says what a request may hold;
`engine` simulates worlds and keeps them (`worlds`); `comparing` turns them into what the analyst's page shows;
`lesson` is what the lesson is made of (`levers`, `city`, `answers`, `explaining`), `game` the rooms of the class game;
`routes_*` answer requests, a file for each subject; `words*` hold every text of the page; `static` is the page itself.
"""
