"""The harness itself: each real thing that tests lean on is really there."""

from __future__ import annotations

import smtplib
from email.message import EmailMessage
from urllib.request import urlopen

from tests.support import postgres
from workflow.store.engine import open_engine
from workflow.store.migrate import check_schema, upgrade_engine


def hello(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
    return [b"<!doctype html><html lang=en><title>Hello</title><main><h1>Hello</h1><img src=x></main></html>"]


def test_postgresql_gives_each_test_its_own_database():
    import psycopg

    first, second = postgres.create_database(), postgres.create_database()
    with psycopg.connect(first.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("CREATE TABLE mark (n integer)")
    with psycopg.connect(second.replace("+psycopg", "")) as connection:
        found = connection.execute("SELECT count(*) FROM pg_tables WHERE tablename = 'mark'").fetchone()
    postgres.drop_database(first)
    postgres.drop_database(second)
    assert found == (0,)


def test_a_test_is_given_a_migrated_database(database_url):
    engine = open_engine(database_url)
    check_schema(engine)
    upgrade_engine(engine)
    engine.dispose()
    assert engine.dialect.name in database_url


def test_mail_server_keeps_what_it_takes(smtp_server):
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@example.org", "b@example.org", "Zażółć"
    message.set_content("Text")
    with smtplib.SMTP("127.0.0.1", smtp_server.controller.port) as client:
        client.send_message(message)
    assert smtp_server.messages[0]["Subject"] == "Zażółć"
    assert smtp_server.recipients == [["b@example.org"]]


def test_live_server_answers(live_server):
    with urlopen(live_server(hello)) as answer:
        assert answer.status == 200


def test_axe_sees_a_picture_without_a_description(live_server, page, axe):
    page.goto(live_server(hello))
    assert [line.split()[0] for line in axe(page)] == ["image-alt"]
