import { CircleAlert, Info, OctagonAlert, X } from 'lucide-react';
import { useState } from 'react';
import type { Notice } from '../../shared/snapshot.ts';
import { panelApi } from '../panelApi.ts';
import { usePanel } from '../panelStore.ts';
import { Button } from '../ui/Button.tsx';
import { formatClock } from '../ui/numbers.ts';
import './notices.css';

const ICONS = { info: Info, warning: CircleAlert, alarm: OctagonAlert } as const;
const RANK = { alarm: 0, warning: 1, info: 2 } as const;
const SHOWN = 2;
const none: readonly Notice[] = [];

function NoticeRow({ notice }: { readonly notice: Notice }) {
  const Icon = ICONS[notice.severity];
  return (
    <div className="notice" data-severity={notice.severity}>
      <div className="notice-body" role={notice.severity === 'alarm' ? 'alert' : 'status'}>
        <Icon size={17} aria-hidden="true" />
        <p className="notice-text" title={[notice.title, notice.detail, notice.remedy].filter((part) => part !== null).join(' ')}>
          <strong>{notice.title}</strong> <span>{notice.detail}</span>
          {notice.remedy !== null && <span className="notice-remedy"> {notice.remedy}</span>}
        </p>
      </div>
      <time className="notice-time number">{formatClock(notice.atMs)}</time>
      <Button
        look="icon"
        aria-label={`Dismiss: ${notice.title}`}
        onPress={() => void panelApi().dismissNotice({ noticeId: notice.id })}
      >
        <X size={16} aria-hidden="true" />
      </Button>
    </div>
  );
}

/** Messages that stay until they are solved or dismissed, the gravest first. */
export function Notices() {
  const notices = usePanel((state) => state.snapshot?.notices ?? none);
  const [all, setAll] = useState(false);
  if (notices.length === 0) return null;
  const ordered = notices.toSorted((a, b) => RANK[a.severity] - RANK[b.severity] || b.atMs - a.atMs);
  const shown = all ? ordered : ordered.slice(0, SHOWN);
  return (
    <section className="notices" aria-label="Notices">
      {shown.map((notice) => (
        <NoticeRow key={notice.id} notice={notice} />
      ))}
      {ordered.length > SHOWN && (
        <Button look="quiet" onPress={() => setAll(!all)}>
          {all ? 'Show fewer' : `${ordered.length - SHOWN} more`}
        </Button>
      )}
    </section>
  );
}
