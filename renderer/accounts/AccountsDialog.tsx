import { assertNever } from '../../shared/failure.ts';
import { useAccountsPage } from './accountsPage.ts';
import { AccountList } from './AccountList.tsx';
import { AddAccount } from './AddAccount.tsx';
import { ImportReportPage } from './ImportReportPage.tsx';
import { VaultSetup } from './VaultSetup.tsx';

/** The accounts and their keys, one page at a time. */
export function AccountsDialog() {
  const page = useAccountsPage((state) => state.page);
  switch (page.kind) {
    case 'closed':
      return null;
    case 'list':
      return <AccountList page={page} />;
    case 'setup':
      return <VaultSetup next={page.next} />;
    case 'add':
      return <AddAccount />;
    case 'report':
      return <ImportReportPage report={page.report} />;
    default:
      return assertNever(page);
  }
}
