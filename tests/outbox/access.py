"""Who gets which answer at the addresses of the inbox."""

from tests.access import POST_ONLY, Entry, answers

ACCESS = {
    "outbox:inbox": Entry(answers(everyone=200)),
    "outbox:read_all": Entry(POST_ONLY),
    "outbox:preferences": Entry(answers(everyone=200)),
    "outbox:delivery": Entry(answers(administrator=200)),
    # A message is its recipient's; the matrix takes any, so nobody of the personas finds it.
    "outbox:message_detail": Entry(answers(everyone=404), kwargs={"message_id": "outbox.message"}),
    # A link that we never signed leads nowhere, also for who is not signed in.
    "outbox:unsubscribe": Entry(answers(everyone=404, stranger=404), kwargs={"token": "=not-ours"}),
}
