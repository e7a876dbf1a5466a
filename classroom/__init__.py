"""A page for the class and the policy desk: a small server and the static page that it serves.

`app` puts the application together; `guard` refuses what is not meant for it; `requests` says what a request may hold;
`engine` simulates worlds and keeps them (`worlds`), `comparison` compares those in memory. The folder `page` holds what
the analyst's page offers and shows, `lesson` what the lesson and the class game are made of, each with its texts in
`words`; `routes` answers requests, a file for each subject, with what they share in `route_helpers`; `static` is the
page itself. The command that starts the server is `consortium.actions.serving`.
"""
