"""Database tables. Money is kept in whole pence, times in UTC, ids as UUID text.

SQLite is given these; PostgreSQL gets the same from the migrations.
"""

TABLES = """
CREATE TABLE IF NOT EXISTS accounts (
    id VARCHAR(36) NOT NULL PRIMARY KEY,
    name VARCHAR(120) NOT NULL,
    email VARCHAR(254) NOT NULL UNIQUE,
    password_hash VARCHAR(255) NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL
);
CREATE INDEX IF NOT EXISTS ix_accounts_created_at ON accounts (created_at);

CREATE TABLE IF NOT EXISTS sessions (
    token_digest VARCHAR(64) NOT NULL PRIMARY KEY,
    account_id VARCHAR(36) NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL
);
CREATE INDEX IF NOT EXISTS ix_sessions_account_id ON sessions (account_id);

CREATE TABLE IF NOT EXISTS venues (
    id VARCHAR(36) NOT NULL PRIMARY KEY,
    owner_id VARCHAR(36) REFERENCES accounts (id) ON DELETE CASCADE,
    name VARCHAR(120) NOT NULL,
    address VARCHAR(300) NOT NULL,
    city VARCHAR(120),
    country VARCHAR(120),
    timezone VARCHAR(64) NOT NULL,
    currency VARCHAR(3) NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL
);
CREATE INDEX IF NOT EXISTS ix_venues_owner_id ON venues (owner_id);
CREATE INDEX IF NOT EXISTS ix_venues_created_at ON venues (created_at);

CREATE TABLE IF NOT EXISTS menus (
    id VARCHAR(36) NOT NULL PRIMARY KEY,
    venue_id VARCHAR(36) NOT NULL REFERENCES venues (id) ON DELETE CASCADE,
    name VARCHAR(120) NOT NULL,
    description VARCHAR(1000),
    is_active BOOLEAN NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL
);
CREATE INDEX IF NOT EXISTS ix_menus_venue_id ON menus (venue_id);
CREATE INDEX IF NOT EXISTS ix_menus_created_at ON menus (created_at);

CREATE TABLE IF NOT EXISTS categories (
    id VARCHAR(36) NOT NULL PRIMARY KEY,
    menu_id VARCHAR(36) NOT NULL REFERENCES menus (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    name VARCHAR(120) NOT NULL
);
CREATE INDEX IF NOT EXISTS ix_categories_menu_id ON categories (menu_id);

CREATE TABLE IF NOT EXISTS items (
    id VARCHAR(36) NOT NULL PRIMARY KEY,
    category_id VARCHAR(36) NOT NULL REFERENCES categories (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    name VARCHAR(120) NOT NULL,
    pence INTEGER NOT NULL,
    currency VARCHAR(3) NOT NULL,
    is_available BOOLEAN NOT NULL
);
CREATE INDEX IF NOT EXISTS ix_items_category_id ON items (category_id);

CREATE TABLE IF NOT EXISTS orders (
    id VARCHAR(36) NOT NULL PRIMARY KEY,
    venue_id VARCHAR(36) NOT NULL REFERENCES venues (id) ON DELETE CASCADE,
    menu_id VARCHAR(36) NOT NULL REFERENCES menus (id) ON DELETE CASCADE,
    status VARCHAR(20) NOT NULL,
    currency VARCHAR(3) NOT NULL,
    customer JSON,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL
);
CREATE INDEX IF NOT EXISTS ix_orders_venue_id ON orders (venue_id);
CREATE INDEX IF NOT EXISTS ix_orders_menu_id ON orders (menu_id);
CREATE INDEX IF NOT EXISTS ix_orders_created_at ON orders (created_at);

CREATE TABLE IF NOT EXISTS order_lines (
    id VARCHAR(36) NOT NULL PRIMARY KEY,
    order_id VARCHAR(36) NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    item_id VARCHAR(36) NOT NULL,
    name VARCHAR(120) NOT NULL,
    quantity INTEGER NOT NULL,
    pence INTEGER NOT NULL,
    notes VARCHAR(500)
);
CREATE INDEX IF NOT EXISTS ix_order_lines_order_id ON order_lines (order_id);
"""
