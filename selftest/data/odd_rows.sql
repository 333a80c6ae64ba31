INSERT INTO "Odd Place"."Order" VALUES (
    1, E'back\\slash\ttab\nline \\N', '{good,so-so}', '{a@example.com,NULL}', '{"x,y","q\"\\"}', '[2026-01-01,2026-02-01)',
    ROW(1, 'a,b'), 1234.5600, '{10,-200,NULL}', 'ab', 'x', '1010', '1 mon 2 days', '12.50'
), (2, '', '{}', '{}', NULL, 'empty', NULL, 'NaN', '{}', '', '', '0000', '-00:00:01', NULL);
INSERT INTO parents (name) SELECT 'parent ' || n FROM generate_series(1, 30) n;
INSERT INTO heirs (id, name, share) VALUES (90, 'heir', 0.5);
INSERT INTO children SELECT n, n, nullif(n - 1, 0), '2020-02-29 12:00' , 'note ' || n FROM generate_series(1, 30) n;
UPDATE parents SET best_child = 1;
INSERT INTO log VALUES ('2026-05-01', 1, 'l1@example.com'), ('2026-05-01', 2, 'l2@example.com'), ('2020-01-01', 3, 'l3@example.com');
INSERT INTO cached VALUES ('00000000-0000-4000-8000-000000000001', '{"a": [1.10, {"mail": "c@example.com"}]}');
SELECT nextval('down'), nextval('round'), nextval('round'), nextval('round');
REFRESH MATERIALIZED VIEW first_view;
REFRESH MATERIALIZED VIEW second_view;
ANALYZE;
