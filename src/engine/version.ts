/** Tarbo's version. */
export const VERSION = "0.1.0";

/** The version of Redis whose behaviour clients may expect, as HELLO and INFO's `redis_version` tell it. */
export const REDIS_VERSION = "7.2.4";
