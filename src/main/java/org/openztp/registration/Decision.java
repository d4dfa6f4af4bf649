package org.openztp.registration;

import org.openztp.config.Settings.Policy;

/** What the enrolment policy makes of one registration; {@link #of} is the whole table. */
enum Decision {
    /** Unknown and let in. */
    ADMIT,
    /** Unknown, kept as PENDING. */
    ADMIT_PENDING,
    /** Known and sure to be the same device: facts and address are taken over. */
    PROVEN,
    /** Known, nobody ever proved to be it, and the policy trusts everybody: taken over, with a new token. */
    TRUST,
    /** Known, and proven like a first contact: taken over, with a new token, and provisioned anew. */
    RENEW,
    /** Known, but this proves nothing: waits aside for an approval, the device stays as it is. */
    CLAIM,
    /** No. */
    REFUSE;

    /** @param confirmed whether the device has proven itself by a token before */
    record Known(boolean byToken, boolean confirmed) {}

    /**
     * @param known null for a device that is not on record
     * @param secret whether a valid enrolment secret came along
     * @param announced whether an authenticated announcer speaks for the device
     */
    static Decision of(Policy policy, Known known, boolean secret, boolean announced) {
        if (known == null) {
            return switch (policy) {
                case OPEN -> ADMIT;
                case SECRET -> secret || announced ? ADMIT : REFUSE;
                case APPROVE -> ADMIT_PENDING;
                case CLOSED -> REFUSE;
            };
        }
        if (known.byToken() || announced) {
            return PROVEN;
        }
        return switch (policy) {
            case OPEN -> known.confirmed() ? CLAIM : TRUST;
            case SECRET -> secret ? RENEW : known.confirmed() ? CLAIM : REFUSE;
            case APPROVE -> CLAIM;
            case CLOSED -> REFUSE;
        };
    }
}
