-- One person in each place.
INSERT INTO members VALUES
    ('agnes.holmberg@example.com', '2024-03-01'),
    ('tomasz.wrobel@example.com', '2024-04-01');
INSERT INTO people (word, short, folded, reach, served_by, guests, raw, plain, nested, keyed, pairs, markup,
    seen_from, mail, photo)
VALUES (
    'dinner for henrik.dahlberg@example.com, call +44 20 7946 1234',
    'beata.kaminska@example.com',
    'Piotr.Zielinski@Example.com',
    'sabine.krueger@example.com',
    'Ingrid Bergstrom',
    ARRAY['yusuf.demir@example.com', 'nobody', 'camille.rousseau@example.com'],
    convert_to('seen by lorenzo.marchetti@example.com', 'UTF8'),
    '{"guest": {"email": "dimitra.papadaki@example.com", "table": 4}}',
    '{"party": [{"name": "Zofia Nowakowska", "email": "zofia.nowakowska@example.com"}, {"name": null}], "size": 2}',
    '{"shares": {"rutger.vandijk@example.com": 12.5, "house": 3}}',
    '"email"=>"eszter.nagy@example.com", "seats"=>"2", "note"=>NULL',
    '<booking><guest email="paulo.figueira@example.com">Paulo Figueira</guest><seats>2</seats></booking>',
    '81.2.69.142',
    'ottilie.brandt@example.com',
    lo_from_bytea(0, convert_to('photo of viktor.kovalenko@example.com', 'UTF8'))
);
INSERT INTO people (word, short, folded, guests, plain, nested, mail)
SELECT 'table ' || n, NULL, 'guest' || n || '@example.com', '{}', '{}', '{"party": []}', NULL
FROM generate_series(1, 40) n;
INSERT INTO bookings VALUES
    (1, 'agnes.holmberg@example.com', '2026-02-01 18:30+00'),
    (2, 'tomasz.wrobel@example.com', '2026-02-02 18:30+00'),
    (3, 'agnes.holmberg@example.com', '2026-03-01 18:30+00');
INSERT INTO visits VALUES
    ('2025-07-14', 'Aurelia Santacruz', '+44 161 496 1881'),
    ('2026-01-20', 'Leopold Steinmetz', NULL);
REFRESH MATERIALIZED VIEW greetings;
ANALYZE;
