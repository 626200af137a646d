# Small multiples: one line to a panel, all on the same axes.
load "style.gp"
set terminal @TERM
set output OUT
DATA = "{{name}}.csv"
set label 10 {{title}} at screen 0.03,0.955 left font FONT.":Bold,16" tc rgb INK
set label 11 {{subtitle}} at screen 0.03,0.9 left font FONT.",12" tc rgb MUTED
set multiplot
{{x_scale}}
set xrange [{{x_range}}]
set yrange [{{y_range}}]
set xtics ({{x_tics}}) font FONT.",9"
set ytics ({{y_tics}}) font FONT.",9"
set grid ytics noxtics back lt 1 dt solid lc rgb GRIDC lw 1.2
set label 12 {{x_title}} at screen 0.5,0.03 center font FONT.",12" tc rgb MUTED
{{marks}}{{limits}}{{plot}}unset multiplot
set output
