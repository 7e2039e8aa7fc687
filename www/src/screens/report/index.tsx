export function ReportScreen() { return <main id="content" tabIndex={-1} />; }
