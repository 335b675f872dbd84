-- What the grid writes behind itself. All rows of a shard stand at the sequence of its row in
-- shards, which moves in the same transaction. Times are shard time, UTC.

create table grid (
  id uuid primary key,
  shards int not null,
  created_at timestamptz not null default now(),
  only_one boolean not null default true unique check (only_one)
);

-- The watermark. member drains the shard, under that epoch; largest_lag_ms is the longest that an
-- effect has waited to be written here.
create table shards (
  shard int primary key,
  epoch bigint not null,
  member uuid,
  sequence bigint not null,
  effect_epoch bigint not null,
  shard_time timestamptz not null,
  catalogue_version bigint not null,
  oversold bigint not null,
  largest_lag_ms bigint not null,
  drained_at timestamptz not null
);

-- That a shard was restored from these rows, and what they reached then; kept for ever.
create table restores (
  shard int not null,
  restored_at timestamptz not null,
  member uuid not null,
  epoch bigint not null,
  sequence bigint not null,
  shard_time timestamptz not null,
  largest_lag_ms bigint not null,
  primary key (shard, restored_at)
);

-- The shard's dictionary of SKUs and count sources.
create table names (
  shard int not null,
  number int not null,
  name text not null,
  primary key (shard, number)
);
create index names_by_name on names (name);

-- Every version of pools and locations, except the oldest of more than 1,000 in one outage; content
-- is exact, locations and pools below are its latest for people.
create table catalogue (
  version bigint primary key,
  saved_at timestamptz not null default now(),
  content bytea not null
);
create table locations (
  number int primary key,
  location text not null,
  kind text not null,
  removed boolean not null
);
create table pools (
  number int primary key,
  pool text not null,
  locations text[] not null,
  removed boolean not null
);

create table positions (
  shard int not null,
  sku_number int not null,
  location_number int not null,
  sku text not null,
  location text not null,
  on_hand bigint not null,
  held bigint not null,
  committed bigint not null,
  undecided bigint not null,
  safety bigint,
  primary key (shard, sku_number, location_number)
) with (fillfactor = 60);
create index positions_by_sku on positions (sku, location);

-- place 0 is the source in charge.
create table counts (
  shard int not null,
  sku_number int not null,
  location_number int not null,
  place int not null,
  source text not null,
  source_number int not null,
  source_version bigint not null,
  quantity bigint not null,
  primary key (shard, sku_number, location_number, source_number)
);

-- home is -1 for a hold at its home; else the row is the intent that a basket of that home has at
-- this shard. hold_id is the caller's; id its 128 bits.
create table holds (
  shard int not null,
  id uuid not null,
  home int not null,
  hold_id text not null,
  state text not null,
  basket boolean not null,
  synced boolean not null,
  reopened boolean not null,
  pool_number int not null,
  pool text not null,
  order_id text not null,
  create_time timestamptz not null,
  expire_time timestamptz not null,
  end_time timestamptz,
  ttl_ms int not null,
  digest bigint not null,
  grant_epoch bigint not null,
  grant_sequence bigint not null,
  last_epoch bigint not null,
  last_sequence bigint not null,
  attempt bigint not null,
  region bigint not null,
  primary key (shard, id, home)
) with (fillfactor = 80);
create index holds_by_order on holds (order_id) where order_id <> '';
create index holds_by_end on holds (end_time) where end_time is not null;

-- The four arrays go together: one entry per location that stands behind the line.
create table lines (
  shard int not null,
  id uuid not null,
  home int not null,
  line int not null,
  place int not null,
  sku_number int not null,
  sku text not null,
  pin int not null,
  requested int not null,
  quantity int not null,
  quota_since bigint not null,
  locations int[] not null,
  quantities int[] not null,
  shipped int[] not null,
  cancelled int[] not null,
  primary key (shard, id, home, place)
) with (fillfactor = 90);

-- Shipments, cancellations and adjustments; the identity of a hold is its row in holds.
-- hold_id is null for an adjustment; place tells the order of a hold's, oldest first.
create table identities (
  shard int not null,
  id uuid not null,
  hold uuid,
  place int not null,
  digest bigint not null,
  made_at timestamptz not null
);
create unique index identities_of_holds on identities (shard, hold, id) where hold is not null;
create unique index identities_of_adjustments on identities (shard, id) where hold is null;
create index identities_by_time on identities (made_at) where hold is null;

create table quotas (
  shard int not null,
  pool_number int not null,
  sku_number int not null,
  since bigint not null,
  used bigint not null,
  undecided bigint not null,
  primary key (shard, pool_number, sku_number)
);

-- The log itself, a record of the journal a row.
create table effects (
  at timestamptz not null,
  shard int not null,
  epoch bigint not null,
  first_sequence bigint not null,
  last_sequence bigint not null,
  record bytea not null,
  primary key (shard, last_sequence, at)
) partition by range (at);

-- What each effect did to each position: why availability is what it is.
-- kind is the number of a Movement.Kind; home the hold's shard, and hold its 128 bits; safety null
-- is the location's; quota_used what its pool has used since then, if the effect changed that.
create table movements (
  at timestamptz not null,
  shard int not null,
  sequence bigint not null,
  sku_number int not null,
  location_number int not null,
  kind smallint not null,
  home int,
  hold uuid,
  pool_number int,
  on_hand_before bigint not null,
  held_before bigint not null,
  committed_before bigint not null,
  on_hand bigint not null,
  held bigint not null,
  committed bigint not null,
  safety bigint,
  quota_since bigint,
  quota_used bigint
) partition by range (at);
create index movements_by_position
  on movements (shard, sku_number, location_number, sequence);
