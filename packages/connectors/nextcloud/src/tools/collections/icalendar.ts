import ICAL from 'ical.js';

// The library does not count the blank that begins a continued line; RFC 5545 §3.1 does (75 octets).
ICAL.foldLength = 74;

export { ICAL };
