# Completion of mfa-session for Windows PowerShell 5.1 and PowerShell 7.
#
# The words up to the cursor go to `mfa-session __complete` as they were typed; nothing in them is
# evaluated. The program is started without PowerShell's own quoting, which loses empty words and
# quotes in some versions, and read as UTF-8.

Register-ArgumentCompleter -Native -CommandName 'mfa-session' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $program = Get-Command -Name 'mfa-session' -CommandType Application -ErrorAction SilentlyContinue | Select-Object -First 1
    if (-not $program) { return }

    # A word that is a plain string goes without its quotes, any other as it stands.
    $words = @()
    foreach ($element in ($commandAst.CommandElements | Select-Object -Skip 1)) {
        if ($element.Extent.EndOffset -ge $cursorPosition) { break }
        if ($element -is [System.Management.Automation.Language.StringConstantExpressionAst]) {
            $words += $element.Value
        }
        else {
            $words += $element.Extent.Text
        }
    }
    $word = $wordToComplete.Trim([char[]]"'`"")
    $words += $word

    # Backslashes count only before a double quote.
    $arguments = @('__complete', '--') + $words | ForEach-Object {
        '"' + ($_ -replace '(\\*)"', '$1$1\"' -replace '(\\+)$', '$1$1') + '"'
    }
    $start = New-Object System.Diagnostics.ProcessStartInfo
    $start.FileName = $program.Path
    $start.Arguments = $arguments -join ' '
    $start.UseShellExecute = $false
    $start.CreateNoWindow = $true
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    $start.RedirectStandardError = $true
    $start.StandardOutputEncoding = New-Object System.Text.UTF8Encoding $false
    $process = [System.Diagnostics.Process]::Start($start)
    $process.StandardInput.Close()
    $lines = $process.StandardOutput.ReadToEnd() -split "`n"
    $process.WaitForExit()

    $offered = $false
    foreach ($line in $lines) {
        $value, $text = $line -split "`t", 2
        if (-not $value) {
            if ($text) { return } # a file or a command: PowerShell's own completion
            continue
        }
        if (-not $text) { $text = $value }
        $type = if ($value.StartsWith('-')) { 'ParameterName' } else { 'ParameterValue' }
        $typed = if ($value -match '^[\w./:=+-]+$') { $value } else { "'" + ($value -replace "['\u2018\u2019\u201a\u201b]", '$0$0') + "'" }
        $offered = $true
        [System.Management.Automation.CompletionResult]::new($typed, $value, $type, $text)
    }
    if (-not $offered) { '' } # no file names either
}
