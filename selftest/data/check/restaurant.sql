-- A restaurant's data after anonymising: full of words that look like people and are none.
CREATE TYPE order_status AS ENUM ('pending', 'confirmed', 'preparing', 'ready', 'completed', 'cancelled');
CREATE TABLE venues (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), name varchar(120), slug text, address text,
    city text, postcode text, country text, phone text, email text, website text, timezone text, currency char(3),
    opening_hours jsonb, latitude numeric(9, 6), longitude numeric(9, 6), vat_number text, created_at timestamptz DEFAULT now());
CREATE TABLE menus (id serial PRIMARY KEY, venue_id uuid REFERENCES venues, name text, description text, settings jsonb);
CREATE TABLE categories (id serial PRIMARY KEY, menu_id int REFERENCES menus, name text);
CREATE TABLE items (id serial PRIMARY KEY, category_id int REFERENCES categories, name text, description text,
    pence int, allergens text[], ean bigint, sku text, image_url text, modifiers jsonb, search tsvector);
CREATE TABLE customers (id bigserial PRIMARY KEY, email text UNIQUE, first_name text, last_name text, phone text,
    address text, password_hash text, marketing boolean, loyalty_card text, born date, notes text);
CREATE TABLE orders (id bigint PRIMARY KEY, reference text UNIQUE, venue_id uuid REFERENCES venues,
    customer_id bigint REFERENCES customers, status order_status, total numeric(10, 2), placed_ms bigint,
    notes text, payment jsonb, user_agent text, client_ip inet, created_at timestamptz);
CREATE TABLE order_lines (id bigserial PRIMARY KEY, order_id bigint REFERENCES orders, name text, quantity int, notes text);
CREATE TABLE audit_log (id bigserial PRIMARY KEY, at timestamptz, action text, request_id text, details jsonb, line text);
CREATE TABLE feature_flags (name text PRIMARY KEY, description text, enabled boolean);
COMMENT ON TABLE orders IS 'one row for each order; Stripe knows it by payment->>''intent'' (see ADR 12)';
COMMENT ON COLUMN items.pence IS 'VAT included, see https://servio.com/docs/prices#vat';
CREATE INDEX orders_open ON orders (created_at) WHERE status IN ('pending', 'confirmed');
CREATE VIEW top_dishes AS SELECT name, count(*) FROM order_lines WHERE name <> 'Caesar Salad' GROUP BY name;

INSERT INTO venues (name, slug, address, city, postcode, country, phone, email, website, timezone, currency,
    opening_hours, latitude, longitude, vat_number)
SELECT name, lower(replace(name, ' ', '-')), n || ' ' || street, city, postcode, 'United Kingdom', phone, 'hello@' || site,
    'https://www.' || site || '/', 'Europe/London', 'GBP', '{"mon": "12:00-22:30", "sun": ["12:00-15:00", "18:00-21:00"]}',
    51.507351 + n / 100.0, -0.127758, 'GB' || 100000000 + n
FROM unnest(
    ARRAY['Luigi''s', 'Chez Marie Claire', 'Gordon & Anna', 'Maria''s Cantina', 'Jamie''s Italian', 'Bella Notte', 'Rosa Mexicano',
        'The Duke of Wellington', 'Harry Morgan', 'Patty & Bun', 'St. John', 'Franco Manca', 'Casa Pedro Ximenez'],
    ARRAY['High Street', 'Mill Lane', 'Station Road', 'Quay Street', 'Church Row', 'Market Square', 'Park Avenue', 'King Street',
        'St John''s Wood Road', 'James Street', 'Old Street', 'Northcote Road', 'Victoria Road'],
    ARRAY['London', 'Bristol', 'Leeds', 'Edinburgh', 'Cardiff', 'Manchester', 'York', 'London', 'London', 'London', 'Bath', 'Hove', 'Hull'],
    ARRAY['SW1A 1AA', 'BS1 4DJ', 'LS1 4DY', 'EH1 1YZ', 'CF10 1EP', 'M1 1AE', 'YO1 7HH', 'W1A 0AX', 'NW8 6PG', 'W1U 1EE', 'BA1 1AA',
        'BN3 1AA', 'HU1 1AA'],
    ARRAY['+44 20 7925 0918', '0117 925 1500', '0113 243 1234', '0131 556 5656', '029 2038 1234', '0161 832 1111',
        '01904 622222', '+44 20 7387 1234', '020 7624 7921', '020 7487 3188', '01225 444444', '01273 777777', '01482 222222'],
    ARRAY['luigis.co.uk', 'chez-marie.co.uk', 'gordon-anna.co.uk', 'marias-cantina.co.uk', 'jamies-italian.co.uk', 'bella-notte.co.uk',
        'rosa-mexicano.co.uk', 'duke-wellington.co.uk', 'harry-morgan.co.uk', 'patty-bun.co.uk', 'stjohn.co.uk', 'franco-manca.co.uk',
        'casa-pedro.co.uk']
) WITH ORDINALITY AS v (name, street, city, postcode, phone, site, n);
INSERT INTO menus (venue_id, name, description, settings)
SELECT id, 'Dinner', 'Chef''s table: Sunday roast, Prix Fixe & À La Carte. Grace Period of 15 minutes; Victoria Day closed.',
    '{"theme": "Rose Gold", "printer": "192.168.1.40", "version": "10.4.2.1", "rounding": "Half Up", "token_ttl": 3600}' FROM venues;
INSERT INTO categories (menu_id, name)
SELECT m.id, c FROM menus m, unnest(ARRAY['Starters', 'Mains', 'Desserts', 'Wines by the glass', 'Cocktails']) c;
INSERT INTO items (category_id, name, description, pence, allergens, ean, sku, image_url, modifiers)
SELECT 1 + n % 60, dish, 'Served with ' || dish || ', Rosemary Focaccia, Basil Pesto and Olive Oil. Contains Lamb Shoulder.', 500 + n::int * 25,
    ARRAY['gluten', 'Tree Nuts', 'Soya Beans'], 5000000000000 + n * 7919, 'SKU-' || n || '-0012-3456-7890',
    'https://cdn.servio.com/dishes/dish@2x.png?v=4929000000006', '{"Extra Rosemary": 50, "Earl Grey": 0, "No Ice": 0}'
FROM unnest(ARRAY['Caesar Salad', 'Margherita', 'Earl Grey', 'Lady Grey', 'Rosemary Lamb', 'Tom Collins', 'Shirley Temple', 'Bloody Mary',
    'Eggs Benedict', 'Beef Wellington', 'Crêpes Suzette', 'Peach Melba', 'Pavlova', 'Victoria Sponge', 'Charlotte Russe', 'Arnold Palmer',
    'Jack Daniel''s', 'Jim Beam Honey', 'Johnnie Walker Black', 'Dom Pérignon', 'Veuve Clicquot', 'Laurent-Perrier Rosé', 'Sally Lunn',
    'Pasta alla Norma', 'Salade Olivier', 'Chicken Marsala', 'Oysters Rockefeller', 'Carpaccio', 'Fettuccine Alfredo', 'Bananas Foster',
    'Cobb Salad', 'Reuben', 'Sloppy Joe', 'Sidecar', 'Harvey Wallbanger', 'Rob Roy', 'Marie Rose Prawns', 'Anna Potatoes', 'Tarte Tatin',
    'General Tso Chicken', 'Ginger Beer', 'Basil Smash', 'Olive Tapenade', 'Mark West Pinot Noir', 'Robert Mondavi Chardonnay', 'Don Julio',
    'Captain Morgan', 'Maris Piper Chips', 'Cox Orange', 'Angel Hair', 'Mary Berry''s Lemon Drizzle']) WITH ORDINALITY d (dish, n);
UPDATE items SET search = to_tsvector('english', name || ' ' || description);
INSERT INTO customers (email, first_name, last_name, phone, address, password_hash, marketing, loyalty_card, born)
SELECT 'emma.novak.k3f9x2m7q4' || n || '@guest.invalid', (ARRAY['Emma', 'Oliver', 'Amelia', 'Noah'])[1 + n % 4],
    (ARRAY['Novak', 'Hughes', 'Barker', 'Doyle'])[1 + n % 4], '+447700900' || lpad((n % 1000)::text, 3, '0'),
    n || ' Harris Mills, East Ann', '$2b$12$' || rpad(md5(n::text), 53, 'x'), n % 2 = 0, lpad((n * 7919)::text, 12, '0'),
    date '1970-01-01' + n FROM generate_series(1, 400) n;
INSERT INTO orders
SELECT 1445736821047513088 + n * 104729, '2026-' || lpad((n * 7)::text, 4, '0') || '-' || (1000 + n * 13) % 10000,
    (SELECT id FROM venues ORDER BY name OFFSET n % 13 LIMIT 1), 1 + n % 400, 'completed', n * 1.25, 1764380000000 + n * 61000,
    (ARRAY['no nuts please', 'Table 4, by the window', '2 x Earl Grey, 1 Tom Collins', 'birthday: cake with candles at 20:30',
        'Happy Birthday Mum!', 'allergic to shellfish, call the Front Desk', 'Deliver to Room 214, Grand Hotel', NULL])[1 + n % 8],
    jsonb_build_object('intent', 'pi_3' || md5(n::text), 'last4', lpad((n * 37 % 10000)::text, 4, '0'), 'amount', n * 125,
        'trace', 4000000000000000 + n * 10000000019::bigint, 'brand', 'Visa Debit', 'test_card', '4242 4242 4242 4242'),
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.6478.127 Safari/537.36',
    ('198.18.' || n % 200 || '.7')::inet, '2026-11-01 18:00+00'::timestamptz + n * interval '1 minute'
FROM generate_series(1, 3000) n;
INSERT INTO order_lines (order_id, name, quantity, notes)
SELECT o.id, i.name, 1 + i.id % 3, CASE WHEN i.id % 9 = 0 THEN 'extra Rosemary, hold the Basil; well done' END
FROM orders o JOIN items i ON i.id % 40 = o.placed_ms / 61000 % 40;
INSERT INTO audit_log (at, action, request_id, details, line)
SELECT now(), 'order.updated', gen_random_uuid()::text, jsonb_build_object('from', 'Order Placed', 'to', 'In Kitchen', 'took_ms', n * 17,
        'sha256', encode(sha256(n::text::bytea), 'hex'), 'at', now(), 'actor', 'system@servio.test', 'until', '2026-12-24T18:00:00+00:00'),
    format('%s INFO [pid %s] PATCH /api/v1/orders/%s 200 in %s ms (10.0.%s.%s) trace=00-%s-%s-01', now(), 40000 + n,
        1445736821047513088 + n, n, n % 256, n % 200, md5(n::text), left(md5(n::text), 16))
FROM generate_series(1, 2000) n;
INSERT INTO feature_flags VALUES ('new-menu-editor', 'Menu Editor of Sprint 42 (Team Falcon)', true), ('split-bills', 'Split Bills', false);
CREATE TABLE tickets (id serial PRIMARY KEY, no int);
CREATE SEQUENCE ticket_no MAXVALUE 999 CYCLE OWNED BY tickets.no;
INSERT INTO tickets (no) SELECT n FROM generate_series(1, 999) n;
SELECT setval('ticket_no', 5);
ANALYZE;
