package org.openztp.registration;

import org.openztp.device.DeviceState;

/**
 * What came of a registration.
 *
 * @param state PENDING also for a known device whose registration proved nothing and waits for an approval
 * @param token the device's new token, this once; null when it has one already or cannot take one
 * @param isNew whether this was the first contact
 */
public record Enrolled(long id, String mac, DeviceState state, String token, boolean isNew) {}
