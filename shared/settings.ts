import { z } from 'zod';
import { readAccelerator } from './accelerator.ts';
import { hotkeyIdSchema, hotkeyModeSchema } from './desktop.ts';
import { MOST_SAVED_FILTERS, savedFilterSchema } from './savedFilter.ts';

const fields = {
  version: z.literal(1),
  theme: z.enum(['system', 'dark', 'light']),
  /** Press-and-hold time of the destructive buttons, ms. */
  holdMs: z.int().min(300).max(3000),
  /** Flatten Winners: profit above the taker fee of leaving, or any profit at all. */
  winnersRule: z.enum(['netOfFee', 'anyProfit']),
  /** How long a flat scope is watched for positions or orders that come back, minutes. 0 switches it off. */
  watchMinutes: z.int().min(0).max(60),
  /** Close again at once what comes back in a watched scope. */
  stayFlat: z.boolean(),
  /** TCP port of the practice exchange on 127.0.0.1; 0 takes any free port. */
  practicePort: z.int().min(0).max(65535),
  /** REST, WebSocket and MCP on 127.0.0.1. */
  automation: z.boolean(),
  /** Their TCP port; 0 takes any free port. */
  automationPort: z.int().min(0).max(65535),
  /** What a press of a hotkey does. */
  hotkeyMode: hotkeyModeSchema,
  /** How long the confirm window waits before it gives up, seconds. */
  confirmSeconds: z.int().min(3).max(60),
  /** Messages of the system: exit started and ended, alarm, stale account. */
  notifications: z.boolean(),
  sounds: z.boolean(),
  /** Closing the window leaves hotkeys and tray at work. */
  closeToTray: z.boolean(),
  startAtLogin: z.boolean(),
  /** Starts without showing the window. */
  startHidden: z.boolean(),
};

const accelerator = z
  .string()
  .refine((text) => readAccelerator(text).ok, 'is no accelerator such as CommandOrControl+Alt+Shift+X');

/** Changed by requests of their own, which do more than store them. */
const ownRequests = {
  /** Which accounts are connected. */
  environment: z.enum(['practice', 'live']),
  hotkeys: z.partialRecord(hotkeyIdSchema, accelerator),
  savedFilters: z.array(savedFilterSchema).max(2 * MOST_SAVED_FILTERS),
};

/** Everything a person may set. Missing fields take their defaults; unknown fields are kept out with a clear error. */
export const settingsSchema = z.strictObject({
  version: fields.version.default(1),
  theme: fields.theme.default('system'),
  holdMs: fields.holdMs.default(800),
  winnersRule: fields.winnersRule.default('netOfFee'),
  watchMinutes: fields.watchMinutes.default(5),
  stayFlat: fields.stayFlat.default(false),
  practicePort: fields.practicePort.default(47900),
  automation: fields.automation.default(false),
  automationPort: fields.automationPort.default(47800),
  hotkeyMode: fields.hotkeyMode.default('twoPress'),
  confirmSeconds: fields.confirmSeconds.default(10),
  notifications: fields.notifications.default(true),
  sounds: fields.sounds.default(true),
  closeToTray: fields.closeToTray.default(true),
  startAtLogin: fields.startAtLogin.default(false),
  startHidden: fields.startHidden.default(false),
  environment: ownRequests.environment.default('practice'),
  hotkeys: ownRequests.hotkeys.default({ emergencyExit: 'CommandOrControl+Alt+Shift+X' }),
  savedFilters: ownRequests.savedFilters.default([]),
});

/** Some of them, to be changed; without defaults, so that what is not named stays as it is. */
export const settingsChangeSchema = z.strictObject(fields).partial();

export type Settings = z.infer<typeof settingsSchema>;
export const defaultSettings: Settings = settingsSchema.parse({});
