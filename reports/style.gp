# Palette, axes and grid of every plot; loaded first. Colours: M. Okabe and K. Ito, 2008.
#
# One script draws both forms (TERM and OUT are string variables; macros are on by default):
#   gnuplot -d -e "TERM='svg size 600,420 dynamic enhanced font \"DejaVu Sans,12\" background \"#ffffff\"'; OUT='availability.svg'" availability.gp
#   gnuplot -d -e "TERM='pngcairo size 1200,840 enhanced fontscale 2 linewidth 2 font \"DejaVu Sans,12\" background \"#ffffff\"'; OUT='availability.png'" availability.gp
reset
set encoding utf8
set datafile separator comma
set datafile missing ""
set decimalsign "."
INK = "#222222"; MUTED = "#6B7280"; GRIDC = "#E5E7EB"; AXISC = "#9CA3AF"; BANDC = "#F3F4F6"
C1 = "#0072B2"; C2 = "#D55E00"; C3 = "#009E73"; C4 = "#CC79A7"
C5 = "#E69F00"; C6 = "#56B4E9"; C7 = "#000000"
FONT = "DejaVu Sans"
set linetype 1 lc rgb C1 lw 2.2 dt solid      pt 7  ps 0.7
set linetype 2 lc rgb C2 lw 2.2 dt (14,5)     pt 5  ps 0.7
set linetype 3 lc rgb C3 lw 2.2 dt (3,3)      pt 9  ps 0.8
set linetype 4 lc rgb C4 lw 2.2 dt (14,4,3,4) pt 13 ps 0.9
set linetype 5 lc rgb C5 lw 2.2 dt (8,3)      pt 11 ps 0.8
set linetype 6 lc rgb C6 lw 2.2 dt solid      pt 6  ps 0.8
set linetype 7 lc rgb C7 lw 2.2 dt (2,4)      pt 4  ps 0.7
set linetype cycle 7
set border 1 lc rgb AXISC lw 1
set tics nomirror out scale 0.5 tc rgb MUTED font FONT.",14"
set xtics scale 0.5
set ytics scale 0
set grid ytics noxtics back lt 1 dt solid lc rgb GRIDC lw 1.2
unset key
set style fill solid 1.0 noborder
set lmargin 11; set rmargin 18; set tmargin 5; set bmargin 4.5
