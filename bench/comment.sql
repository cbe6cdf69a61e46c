-- The rows of a comment, for pgbench: its network's count, its number, and the comment itself. As the site does, it lets
-- go of the discussion before the disk has the comment, and waits for the disk after.
INSERT INTO smartpulse_throttle AS kept ("key", "window", "count")
    VALUES (decode(md5(random()::text) || md5(random()::text), 'hex'), 1700000000, 1)
    ON CONFLICT ("key") DO UPDATE SET
        "count" = CASE WHEN kept."window" = excluded."window" THEN kept."count" + 1 ELSE 1 END,
        "window" = excluded."window"
    RETURNING "count";
BEGIN;
SET LOCAL synchronous_commit = off;
UPDATE comments_discussion SET last_number = last_number + 1
    WHERE id = :discussion AND (closes_at IS NULL OR closes_at > now())
    RETURNING last_number AS number \gset
INSERT INTO comments_comment (discussion_id, number, depth, name, email, site, recent_title, recent_url,
        body, body_html, body_version, body_digest, created_at, published_at, status, in_thread,
        hold_rule, hold_match, banned, picked, badge, author_key, network, wants_replies)
    VALUES (:discussion, :number, 0, 'Reader', '', '', '', '',
        'We *tried* it for a year. What we saved in hours we lost in tone, so we took it back.',
        '<p>We <em>tried</em> it for a year. What we saved in hours we lost in tone, so we took it back.</p>',
        1, decode(md5(random()::text), 'hex'), now(), now(), 'published', true, '', '', false, false, '',
        decode(md5(random()::text) || md5(random()::text), 'hex'), decode(md5(random()::text), 'hex'),
        false)
    RETURNING id;
COMMIT;
SELECT pg_logical_emit_message(true, 'smartpulse', '');
