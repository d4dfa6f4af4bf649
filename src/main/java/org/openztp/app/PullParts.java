package org.openztp.app;

import org.openztp.auth.WorkKeys;
import org.openztp.backup.PushedBackups;
import org.openztp.device.Inventory;
import org.openztp.provision.PulledPlans;
import org.openztp.pull.Asking;
import org.openztp.pull.Claims;
import org.openztp.pull.Results;
import org.openztp.pull.WorkResource;
import org.openztp.script.FetchedScripts;
import org.openztp.script.Runner;
import org.openztp.script.ScriptOrders;
import org.openztp.script.ScriptRuns;
import org.openztp.upgrade.PulledUpgrades;

/** What devices that fetch their work meet. */
record PullParts(Inventory inventory, WorkKeys keys, ScriptRuns runs, PulledUpgrades upgrades) {
    Asking asking(PushedBackups backups) {
        return new Asking(inventory, runs, keys)
                .wantingBackups(backups::isWanted, PushedBackups.PURPOSE)
                .offeringUpgrades(upgrades::isWaiting);
    }

    WorkResource work(PulledPlans plans, ScriptOrders orders, Runner runner) {
        FetchedScripts fetched = new FetchedScripts(inventory, runs, runner);
        return new WorkResource(
                new Claims(inventory, keys, plans, upgrades, new Claims.Scripts(fetched, orders, runner)),
                new Results(inventory, keys, runs, new Results.Kinds(fetched, plans, upgrades)));
    }
}
