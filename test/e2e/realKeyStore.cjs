// Playwright starts every Chromium with --password-store=basic. Without that the app looks for the key store of the
// desktop, as it does for a person.
require('electron').app.commandLine.removeSwitch('password-store');
