package org.openztp.registration;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.openztp.auth.EnrolmentSecrets;
import org.openztp.auth.Secrets;
import org.openztp.config.Settings.Policy;
import org.openztp.db.Tx;
import org.openztp.device.Claim;
import org.openztp.device.Device;
import org.openztp.device.DeviceHostKeys;
import org.openztp.device.DeviceState;
import org.openztp.device.Inventory;
import org.openztp.device.Provisioner;
import org.openztp.device.Pulling;
import org.openztp.device.Successors;
import org.openztp.history.DeviceEvent;
import org.openztp.http.Problem;
import org.openztp.openwrt.Facts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a registration a device on record with its provisioning queued, or nothing at all: one transaction, which is
 * repeated when another registration of the same MAC was faster.
 */
public final class Enrolment {
    private static final Logger LOG = LoggerFactory.getLogger(Enrolment.class);
    private static final Set<DeviceState> WAITING =
            Set.of(DeviceState.REGISTERED, DeviceState.RETRYING, DeviceState.REBOOTING, DeviceState.WAITING);

    private final Inventory inventory;
    private final EnrolmentPolicy policy;
    private final EnrolmentSecrets secrets;
    private final DeviceHostKeys hostKeys;
    private final Provisioner provisioner;
    private Successors successors = Successors.NONE;

    public Enrolment(
            Inventory inventory,
            EnrolmentPolicy policy,
            EnrolmentSecrets secrets,
            DeviceHostKeys hostKeys,
            Provisioner provisioner) {
        this.inventory = inventory;
        this.policy = policy;
        this.secrets = secrets;
        this.hostKeys = hostKeys;
        this.provisioner = provisioner;
    }

    /** @param boxes that are to take other ones' places */
    public Enrolment expecting(Successors boxes) {
        successors = boxes;
        return this;
    }

    /** @throws Problem 403 when the policy refuses; nothing is stored then */
    public Enrolled register(Facts facts, Contact contact) {
        try {
            return inventory.db().txRetrying(tx -> enrol(tx, facts, contact));
        } catch (Problem refusal) {
            LOG.info("registration of {} from {} refused: {}", facts.mac(), contact.address(), refusal.detail());
            throw refusal;
        }
    }

    private Enrolled enrol(Tx tx, Facts facts, Contact contact) {
        Optional<Device> known = inventory.devices().lock(tx, facts.mac());
        boolean secret = secrets.isValid(tx, contact.secret());
        Policy now = policy.of(contact.address());
        Decision decision = Decision.of(
                now, known.map(device -> proof(device, contact)).orElse(null), secret, contact.isAnnounced());
        Visit visit = new Visit(tx, facts, contact, inventory.now());
        if (decision != Decision.REFUSE && isRetired(known)) {
            return claimed(visit, known.orElseThrow());
        }
        if (decision == Decision.ADMIT_PENDING && successors.isExpected(tx, facts.mac())) {
            return first(visit, DeviceState.REGISTERED);
        }
        return switch (decision) {
            case ADMIT -> first(visit, DeviceState.REGISTERED);
            case ADMIT_PENDING -> first(visit, DeviceState.PENDING);
            case PROVEN -> proven(visit, known.orElseThrow(), now);
            case TRUST -> trusted(visit, known.orElseThrow());
            case RENEW -> renewed(visit, known.orElseThrow());
            case CLAIM -> claimed(visit, known.orElseThrow());
            case REFUSE -> throw Problem.forbidden(refusal(now, known.isPresent()));
        };
    }

    private static boolean isRetired(Optional<Device> known) {
        return known.filter(device -> device.state() == DeviceState.RETIRED).isPresent();
    }

    private record Visit(Tx tx, Facts facts, Contact contact, Instant now) {
        String address() {
            return contact.address().toString();
        }
    }

    private static Decision.Known proof(Device device, Contact contact) {
        boolean byToken = contact.token() != null && device.token().isProvenBy(Secrets.hash(contact.token()));
        return new Decision.Known(byToken, device.token().confirmed());
    }

    private Enrolled first(Visit visit, DeviceState state) {
        Device device = new Device(visit.facts().mac(), state, visit.now());
        device.update(visit.facts(), visit.now());
        device.metAt(visit.address(), visit.contact().serverUrl(), visit.now());
        if (visit.contact().pull() == Pull.WANTS) {
            device.pulling().wish();
        }
        String token = newToken(visit, device);
        inventory.devices().add(visit.tx(), device);
        note(visit, device.registered(visit.now()));
        if (state == DeviceState.REGISTERED) {
            successors.arrived(visit.tx(), device);
            provisioner.enqueue(visit.tx(), device);
        }
        return new Enrolled(device.id(), device.mac().value(), state, token, true);
    }

    private Enrolled proven(Visit visit, Device device, Policy now) {
        takeOver(visit, device);
        if (!visit.contact().isAnnounced() && device.state() != DeviceState.PENDING) {
            device.dropClaim();
        }
        admitPending(visit, device, now);
        callHome(visit, device);
        Enrolled enrolled = known(device, null);
        return visit.contact().isAnnounced() ? enrolled : enrolled.proven();
    }

    private Enrolled trusted(Visit visit, Device device) {
        takeOver(visit, device);
        String token = newToken(visit, device);
        admitPending(visit, device, Policy.OPEN);
        callHome(visit, device);
        return known(device, token);
    }

    /** As good as a first contact: what was pinned and done before belongs to a device that was wiped since. */
    private Enrolled renewed(Visit visit, Device device) {
        takeOver(visit, device);
        device.dropClaim();
        hostKeys.forget(visit.tx(), device.id());
        String token = newToken(visit, device);
        provisioner.renewed(visit.tx(), device);
        if (!device.state().isInHand()) {
            note(visit, device.queueAgain("proven by the enrolment secret", visit.now()));
        }
        callHome(visit, device);
        return known(device, token);
    }

    private Enrolled claimed(Visit visit, Device device) {
        boolean sameAddress = visit.address().equals(device.address());
        if (device.state() == DeviceState.PENDING
                && sameAddress
                && !device.token().confirmed()) {
            takeOver(visit, device);
            return known(device, newToken(visit, device));
        }
        if (sameAddress && !visit.contact().takesToken() && visit.facts().areIn(device.facts())) {
            device.update(visit.facts(), visit.now());
            return known(device, null);
        }
        String token = visit.contact().takesToken() && !presentsClaimsToken(visit, device) ? Secrets.token() : null;
        String hash = token == null ? device.claim().map(Claim::tokenHash).orElse(null) : Secrets.hash(token);
        device.claimedBy(new Claim(hash, visit.address(), visit.now())).ifPresent(event -> note(visit, event));
        return new Enrolled(device.id(), device.mac().value(), DeviceState.PENDING, token, false);
    }

    private static boolean presentsClaimsToken(Visit visit, Device device) {
        String token = visit.contact().token();
        return token != null
                && device.claim()
                        .map(claim -> Secrets.equal(Secrets.hash(token), claim.tokenHash()))
                        .orElse(false);
    }

    private void takeOver(Visit visit, Device device) {
        device.update(visit.facts(), visit.now()).forEach(event -> note(visit, event));
        device.metAt(visit.address(), visit.contact().serverUrl(), visit.now()).forEach(event -> note(visit, event));
    }

    /** A device that waits for an approval needs none any more once the policy would let in anybody. */
    private void admitPending(Visit visit, Device device, Policy now) {
        if (device.state() == DeviceState.PENDING && now == Policy.OPEN) {
            note(visit, device.queueAgain("the policy is open", visit.now()));
        }
    }

    /** A device that calls is there: what waits for it need wait no longer. */
    private void callHome(Visit visit, Device device) {
        turnToPull(visit, device);
        provisioner.called(visit.tx(), device);
        if (device.state() == DeviceState.PROVISIONED && provisioner.isOutdated(visit.tx(), device)) {
            note(visit, device.queueAgain("its plan has changed", visit.now()));
        }
        if (WAITING.contains(device.state()) && !device.pulling().isOn()) {
            provisioner.enqueue(visit.tx(), device);
        }
    }

    /** One that wants to fetch its work does so, and one that could, where SSH has turned out not to lead to it. */
    private void turnToPull(Visit visit, Device device) {
        Pull pull = visit.contact().pull();
        boolean cutOff = Pulling.wouldHelp(device);
        boolean turns = pull == Pull.WANTS || pull == Pull.CAN && cutOff;
        if (turns && device.pulling().wish() && cutOff) {
            note(visit, device.queueAgain("it fetches its work itself from now on", visit.now()));
        }
    }

    private String newToken(Visit visit, Device device) {
        if (!visit.contact().takesToken()) {
            return null;
        }
        String token = Secrets.token();
        device.token().issue(Secrets.hash(token));
        return token;
    }

    private void note(Visit visit, DeviceEvent event) {
        inventory.events().add(visit.tx(), event.by(visit.contact().actor()));
    }

    private static Enrolled known(Device device, String token) {
        return new Enrolled(device.id(), device.mac().value(), device.state(), token, false);
    }

    private static String refusal(Policy policy, boolean known) {
        if (policy == Policy.SECRET) {
            return "a valid enrolment secret is wanted";
        }
        return known ? "this device must present its token" : "no new devices are let in";
    }
}
