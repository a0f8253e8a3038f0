"""What the tests share: databases, a browser, a mail server, a web server, the command line."""
