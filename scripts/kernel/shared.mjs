// What both threads of the kernel see at any time, in an Int32Array: a thread that computes reads no messages.

/** Above zero while what runs must not be ended half-way. */
export const SHIELD = 0;
/** 1 from when a cell is ended by force until the main thread has heard of it. */
export const FORCED = 1;
