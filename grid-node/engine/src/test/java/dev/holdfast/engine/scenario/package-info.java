/**
 * Tests as tables: a row a command, what comes of it last, time passing between. The tables are
 * {@code src/test/resources/scenarios/*.txt}; README.md beside them says how to read them.
 */
@org.jspecify.annotations.NullMarked
package dev.holdfast.engine.scenario;
