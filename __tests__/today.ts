/** The day all tests take for today, or those with a runtime that is at its end would begin to fail one day. */
process.env["SOURCE_DATE_EPOCH"] = String(Date.UTC(2026, 10, 24) / 1000);
