-- A first vote as the site casts it, for pgbench: `bench.ballots` checks that the statements still are its own.
\set choice random(:first_choice, :last_choice)
INSERT INTO smartpulse_throttle AS kept ("key", "window", "count")
    VALUES (decode(md5(random()::text) || md5(random()::text), 'hex'), 1700000000, 1)
    ON CONFLICT ("key") DO UPDATE SET
        "count" = CASE WHEN kept."window" = excluded."window" THEN kept."count" + 1 ELSE 1 END,
        "window" = excluded."window"
    RETURNING "count";
BEGIN;
SELECT * FROM polls_poll WHERE slug = 'outsourcing-:number' FOR SHARE;
INSERT INTO polls_ballot (poll_id, receipt, via, standing, cast_at, network)
    VALUES (:poll, substr(md5(random()::text), 1, 16), 'web', 'counted', now(),
            decode(md5(random()::text), 'hex'))
    RETURNING id AS ballot \gset
INSERT INTO polls_ballotkey (ballot_id, poll_id, kind, digest)
    VALUES (:ballot, :poll, 'browser', decode(md5(random()::text) || md5(random()::text), 'hex'))
    ON CONFLICT (poll_id, digest) DO NOTHING;
INSERT INTO polls_mark (ballot_id, choice_id)
    SELECT :ballot, id FROM polls_choice WHERE poll_id = :poll AND id IN (:choice);
COMMIT;
