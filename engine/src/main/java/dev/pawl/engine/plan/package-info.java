/**
 * SQL to Pawl's plan. The one package that knows Catalyst's planning classes: parser, analyser, optimiser, logical plans. What it
 * gives away are paths of compiled steps.
 */
@NullMarked
package dev.pawl.engine.plan;

import org.jspecify.annotations.NullMarked;
