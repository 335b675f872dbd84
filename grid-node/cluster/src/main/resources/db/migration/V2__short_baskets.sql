-- Units of a basket are lost at a line shard, and sold: it cannot be confirmed. Besides, reopened
-- of an intent says that units have left ahead of what its home decided, and attempt names the
-- effect that began the basket by epoch * 2^40 + sequence; in older rows, by the sequence alone.
alter table holds add column became_short boolean not null default false;
