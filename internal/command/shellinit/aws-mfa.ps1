# aws-mfa 123456 loads the session into this shell, aws-mfa unset takes it away again; everything else
# is handed to mfa-session. It evaluates only what "mfa-session __load" prints.
function aws-mfa {
    $PSNativeCommandUseErrorActionPreference = $false
    $program = Get-Command mfa-session -CommandType Application -ErrorAction Stop | Select-Object -First 1
    $statements = & $program __load powershell @args | Out-String
    if ($LASTEXITCODE -eq 0) {
        if ($statements) { Invoke-Expression $statements }
    } elseif ($LASTEXITCODE -eq 99) { # nothing to evaluate: status, exec, --help
        & $program @args
    } else {
        throw "mfa-session: exit code $LASTEXITCODE"
    }
}
