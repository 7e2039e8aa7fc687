// Generated from src/format/squidex/estimate/profiles.rs by `cargo xtask types`; a test fails when it drifts. Do not edit.

/** A choice: the word that stands in a profile's name, and its title for a person. */
export type Choice = readonly [id: string, title: string];

/** Event and snapshot stores. */
export const STORES: readonly Choice[] = [
  ["postgresql", "PostgreSQL on the same machine"],
  ["postgresql-network", "PostgreSQL over a network"],
  ["mongodb", "MongoDB"],
  ["sql", "SQL Server or MySQL"],
  ["memory", "no store at all (a floor)"],
];

/** Where asset files go; the first goes without saying. */
export const ASSET_STORES: readonly Choice[] = [
  ["folder", "a folder on the server's disk"],
  ["object-storage", "object storage (S3, Azure, Google Cloud)"],
  ["gridfs", "MongoDB GridFS"],
];

/** How the archive gets to the server; the first goes without saying. */
export const DOWNLOADS: readonly Choice[] = [
  ["local", "from the same machine or a near one"],
  ["1gbit", "1 Gbit/s"],
  ["100mbit", "100 Mbit/s"],
  ["10mbit", "10 Mbit/s"],
];
