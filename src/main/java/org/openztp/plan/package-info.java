/**
 * What a device becomes: definitions, attributes and pools become one plan, and the plan becomes one ash program.
 *
 * <p>Read first: Planner, Program. Imports openwrt, config, archive, match, pool, action.
 */
package org.openztp.plan;
